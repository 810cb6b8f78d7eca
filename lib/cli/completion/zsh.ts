import type { CompletedCommand, Expected } from "#lib/cli/completion/tree.ts";

/** Writes the script for zsh: to be sourced, or kept as `_slipway` in a folder of $fpath. */
export function writeZsh(name: string, commands: readonly CompletedCommand[]): string {
  const fn = `_${name}`;
  return `#compdef ${name}
# zsh completion for ${name}. Load it with: source <(${name} completion zsh)
${fn}_at() {
  case "$1" in
${commands.map(caseOf).join("\n")}
    (*) return 1 ;;
  esac
}

${fn}_expect() {
  case "$1" in
    (file) _files ;;
    (folder) _files -/ ;;
    (words:*) compadd -- \${=1#words:} ;;
  esac
}

${fn}() {
  local -a commands options takes
  local word argument where="" previous="\${words[CURRENT-1]}"
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if ${fn}_at "$where $word"; then where="$where $word"; fi
  done
  ${fn}_at "$where"
  for word in "\${takes[@]}"; do
    if [[ "$word" == "$previous "* ]]; then ${fn}_expect "\${word#* }"; return; fi
  done
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option options
  elif (( \${#commands} )); then
    _describe command commands
  else
    ${fn}_expect "$argument"
  fi
}

if [[ "\${funcstack[1]-}" == ${fn} ]]; then ${fn} "$@"; else compdef ${fn} ${name}; fi
`;
}

function caseOf({ path, commands, options, argument }: CompletedCommand): string {
  const takes = options.flatMap(({ flag, takes: what }) => (what ? [`${flag} ${codeOf(what)}`] : []));
  const where = quote(path.map((word) => ` ${word}`).join(""));
  const described = (items: { name: string; says: string }[]) =>
    items.map(({ name, says }) => quote(`${name.replaceAll(":", "\\:")}:${says}`)).join(" ");
  return [
    `    (${where})`,
    `      commands=(${described(commands)})`,
    `      options=(${described(options.map(({ flag, says }) => ({ name: flag, says })))})`,
    `      takes=(${takes.map(quote).join(" ")})`,
    `      argument=${quote(argument ? codeOf(argument) : "")} ;;`,
  ].join("\n");
}

function codeOf(expected: Expected): string {
  return expected.kind === "words" ? `words:${expected.words.join(" ")}` : expected.kind;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
