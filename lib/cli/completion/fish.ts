import type { CompletedCommand, CompletedOption, Expected } from "#lib/cli/completion/tree.ts";

/** Writes the script for fish: a line for each thing that may be typed, with where that is. */
export function writeFish(name: string, commands: readonly CompletedCommand[]): string {
  const at = `__${name}_at`;
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quote(path.join(" ")));
  return `# fish completion for ${name}. Load it with: ${name} completion fish | source
set -g __${name}_paths ${paths.join(" ")}

function ${at} --description 'Whether the words so far lead to a command'
    set -l where
    for word in (commandline -opc)[2..-1]
        if contains -- (string join ' ' -- $where $word) $__${name}_paths
            set -a where $word
        end
    end
    test (string join ' ' -- $where) = "$argv"
end

complete -c ${name} -f
${commands.flatMap((command) => linesOf(`complete -c ${name} -n '${at} ${command.path.join(" ")}'`, command)).join("\n")}
`;
}

function linesOf(start: string, { commands, options, argument }: CompletedCommand): string[] {
  return [
    ...commands.map(({ name, says }) => `${start} -a ${quote(name)} -d ${quote(says)}`),
    ...options.map((option) => `${start} ${describeOption(option)}`),
    ...(argument && argument.kind !== "text" ? [`${start} ${describeExpected(argument)}`] : []),
  ];
}

function describeOption({ flag, says, takes }: CompletedOption): string {
  const named = flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
  const value = takes === null ? "" : ` ${takes.kind === "text" ? "-x" : `-r ${describeExpected(takes)}`}`;
  return `${named} -d ${quote(says)}${value}`;
}

function describeExpected(expected: Expected): string {
  if (expected.kind === "words") return `-f -a ${quote(expected.words.join(" "))}`;
  return expected.kind === "folder" ? "-f -a '(__fish_complete_directories)'" : "-F";
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}
