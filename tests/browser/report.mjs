// Counting checks: every one is told once it fails, and the last line sums them up.

export class Report {
  passed = 0;
  failed = 0;
  #failures = new Map();

  /** One check; the same failure on many pages is told with its pages together. */
  check(holds, what, where) {
    if (holds) {
      this.passed += 1;
      return true;
    }
    this.failed += 1;
    const places = this.#failures.get(what) ?? [];
    this.#failures.set(what, [...places, where]);
    if (places.length < 1) console.log(`  ✗ ${what}\n      ${where}`);
    return false;
  }

  /** One check that gave a list of what is wrong; each is told on its own. */
  none(wrong, where) {
    if (wrong.length === 0) return this.check(true, "", where);
    return wrong.map((what) => this.check(false, what, where)).every(Boolean);
  }

  /** Runs a step; an exception in it is one failure, told with where it was. */
  async step(where, what) {
    try {
      await what();
      this.passed += 1;
      return true;
    } catch (fault) {
      return this.check(false, String(fault.message).split("\n").slice(0, 6).join("\n      "), where);
    }
  }

  /** The closing lines; true when nothing failed. */
  close() {
    for (const [what, places] of this.#failures) {
      const more = places.length > 12 ? ` … and ${places.length - 12} more` : "";
      console.log(`✗ ${what}\n    on ${places.slice(0, 12).join("\n       ")}${more}`);
    }
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0;
  }
}
