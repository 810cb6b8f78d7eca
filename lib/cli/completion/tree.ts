import type { Command, Option } from "commander";

/** What may stand at a place: a file, a folder, one of a few words, or something that cannot be known. */
export type Expected = { kind: "file" } | { kind: "folder" } | { kind: "words"; words: string[] } | { kind: "text" };

export interface CompletedOption {
  /** Such as --output; a short form has an entry of its own. */
  flag: string;
  says: string;
  /** What follows it; null where nothing does. */
  takes: Expected | null;
}

/** A command with what may be typed behind it. */
export interface CompletedCommand {
  /** The words that lead to it, without the program's name. */
  path: string[];
  commands: { name: string; says: string }[];
  options: CompletedOption[];
  /** What its first argument is, or all of them; null where it has none. */
  argument: Expected | null;
}

/** Lists a program's commands, each with what may follow: from the same tree that parses the command line. */
export function listCommands(program: Command): CompletedCommand[] {
  return walk(program, []);
}

function walk(command: Command, path: string[]): CompletedCommand[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command).filter((child) => child.name() !== "help");
  const [argument] = command.registeredArguments;
  const here: CompletedCommand = {
    path,
    commands: children.flatMap((child) =>
      namesOf(child).map((name) => ({ name, says: firstLine(child.description()) })),
    ),
    options: help.visibleOptions(command).flatMap(toOptions),
    argument: argument ? expected(argument.name(), argument.argChoices) : null,
  };
  return [here, ...children.flatMap((child) => namesOf(child).flatMap((name) => walk(child, [...path, name])))];
}

function namesOf(command: Command): string[] {
  return [command.name(), ...command.aliases()];
}

function toOptions({ short, long, flags, description, argChoices, required, optional }: Option): CompletedOption[] {
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? "";
  const takes = required || optional ? expected(placeholder, argChoices) : null;
  return [short, long]
    .filter((flag) => flag !== undefined)
    .map((flag) => ({ flag, says: firstLine(description), takes }));
}

/** Placeholders say what they are: <file>, [files...], <folder>. */
function expected(placeholder: string, choices: string[] | undefined): Expected {
  if (choices && choices.length > 0) return { kind: "words", words: [...choices] };
  if (/^files?(\.\.\.)?$/.test(placeholder)) return { kind: "file" };
  return placeholder === "folder" ? { kind: "folder" } : { kind: "text" };
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
