// A check inside a step: it ends the step with the words for people.

export function expect(holds, what) {
  if (!holds) throw new Error(what);
}
