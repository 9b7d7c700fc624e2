// The program under test: started on a folder of its own, stopped at the end, its address read from its first line.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const START_MS_MAX = 60_000;

/**
 * Starts `tongtu demo`.
 * @returns {Promise<{address: string, folder: string, signIn: Record<string, string>, stop: () => Promise<void>}>}
 */
export async function start({ binary, database }) {
  const data = await mkdtemp(join(tmpdir(), "tongtu-browser-"));
  const words = ["demo", "--data", data, "--port", "0", "--format", "json"];
  if (database) words.push("--database", database);
  const child = spawn(binary, words, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (part) => (log = (log + part).slice(-20_000)));
  const exited = new Promise((done) => child.once("exit", done));

  const stop = async () => {
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await exited;
    clearTimeout(hard);
    await rm(data, { recursive: true, force: true });
  };
  try {
    const told = JSON.parse(await firstLine(child, exited));
    return { address: told.address, folder: data, signIn: told.sign_in, log: () => log, stop };
  } catch (fault) {
    await stop();
    throw new Error(`the program did not start: ${fault.message}\n${log}`);
  }
}

function firstLine(child, exited) {
  return new Promise((found, fail) => {
    const late = setTimeout(() => fail(new Error(`no address after ${START_MS_MAX} ms`)), START_MS_MAX);
    const settle = (how, what) => (clearTimeout(late), how(what));
    createInterface({ input: child.stdout }).once("line", (line) => settle(found, line));
    child.once("error", (fault) => settle(fail, fault));
    exited.then((code) => settle(fail, new Error(`it ended with ${code}`)));
  });
}
