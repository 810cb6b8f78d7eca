import type { CompletedCommand, Expected } from "#lib/cli/completion/tree.ts";

/** Writes the script for bash, from 3.2 on (macOS), without the package bash-completion. */
export function writeBash(name: string, commands: readonly CompletedCommand[]): string {
  const fn = `_${name}`;
  return `# bash completion for ${name}. Load it with: source <(${name} completion bash)
${fn}_at() {
  case "$1" in
${commands.map(caseOf).join("\n")}
    *) return 1 ;;
  esac
}

${fn}_expect() {
  case "$1" in
    file) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$2")) ;;
    folder) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$2")) ;;
    words:*) IFS=$' \\n'; COMPREPLY=($(compgen -W "\${1#words:}" -- "$2")) ;;
  esac
}

${fn}() {
  local IFS=$' \\t\\n' commands options takes argument
  local word path="" cur="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if ${fn}_at "$path $word"; then path="$path $word"; fi
  done
  ${fn}_at "$path"
  IFS=$'\\n'
  for word in $takes; do
    if [[ "$word" == "$previous "* ]]; then ${fn}_expect "\${word#* }" "$cur"; return; fi
  done
  IFS=$' \\t\\n'
  if [[ "$cur" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  elif [[ -n "$commands" ]]; then
    COMPREPLY=($(compgen -W "$commands" -- "$cur"))
  else
    IFS=$'\\n'
    ${fn}_expect "$argument" "$cur"
  fi
}

complete -F ${fn} ${name}
`;
}

function caseOf({ path, commands, options, argument }: CompletedCommand): string {
  const takes = options.flatMap(({ flag, takes: what }) => (what ? [`${flag} ${codeOf(what)}`] : []));
  const words = {
    commands: commands.map(({ name }) => name).join(" "),
    options: options.map(({ flag }) => flag).join(" "),
    takes: takes.join("\n"),
    argument: argument ? codeOf(argument) : "",
  };
  const assignments = Object.entries(words).map(([key, value]) => `${key}=${quote(value)}`);
  return `    ${quote(path.map((word) => ` ${word}`).join(""))}) ${assignments.join(" ")} ;;`;
}

/** One line, since lines are what a list of them is cut into. */
function codeOf(expected: Expected): string {
  return expected.kind === "words" ? `words:${expected.words.join(" ")}` : expected.kind;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
