import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { exitCodes } from "#lib/cli/exit-codes.ts";

/** Says whether there is a person who could answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks a person; an empty answer means the proposal. */
export async function ask(question: string, proposal: string): Promise<string> {
  return (await read(`${question} [${proposal}] `, process.stderr)) || proposal;
}

/** Asks a person for a secret, of which nothing is shown while it is typed. */
export async function askSecret(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = await read("", nowhere, () => process.stderr.write(`${question} `));
  process.stderr.write("\n");
  return answer;
}

/** Asks a person for a yes; everything else is a no. */
export async function confirm(question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await read(`${question} [y/N] `, process.stderr));
}

/** Reads what is piped into the command. */
export async function readPiped(): Promise<string> {
  return (await text(process.stdin)).trim();
}

/** `begin` is called once the terminal echoes nothing any more: whoever sees the question may type at once. */
async function read(question: string, output: NodeJS.WritableStream, begin?: () => void): Promise<string> {
  // As a terminal, so that nothing is echoed but what goes to `output`.
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  const stop = () => {
    lines.close();
    process.stderr.write("\n");
    process.exit(exitCodes.interrupted.code);
  };
  lines.once("SIGINT", stop);
  // Ctrl-D: no answer will come.
  lines.once("close", stop);
  begin?.();
  const answer = await lines.question(question);
  lines.off("close", stop).close();
  return answer.trim();
}
