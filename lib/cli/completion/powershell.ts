import type { CompletedCommand, Expected } from "#lib/cli/completion/tree.ts";

/** Writes the script for PowerShell, from 5 on. Where nothing is known to fit, it completes files by itself. */
export function writePowershell(name: string, commands: readonly CompletedCommand[]): string {
  return `# PowerShell completion for ${name}. Load it with: ${name} completion powershell | Out-String | Invoke-Expression
$script:${name}Commands = @{
${commands.map(entryOf).join("\n")}
}

Register-ArgumentCompleter -Native -CommandName ${quote(name)} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
    ForEach-Object { $_.ToString() } | Select-Object -Skip 1)
  $where = ''
  foreach ($word in $words) {
    $next = "$where $word".Trim()
    if ($script:${name}Commands.ContainsKey($next)) { $where = $next }
  }
  $here = $script:${name}Commands[$where]
  $previous = if ($words.Count -gt 0) { $words[-1] } else { '' }
  if ($previous -ne '' -and $here.Takes.ContainsKey($previous)) { $found = $here.Takes[$previous] }
  elseif ($wordToComplete -like '-*') { $found = $here.Options }
  elseif ($here.Commands.Count -gt 0) { $found = $here.Commands }
  else { $found = $here.Argument }
  $found.GetEnumerator() | Where-Object { $_.Key -like "$wordToComplete*" } | Sort-Object Key | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
  }
}
`;
}

function entryOf({ path, commands, options, argument }: CompletedCommand): string {
  const takes = options.flatMap(({ flag, takes: what }) => (what ? [`${quote(flag)} = ${wordsOf(what)}`] : []));
  const parts = [
    `Commands = ${tableOf(commands)}`,
    `Options = ${tableOf(options.map(({ flag, says }) => ({ name: flag, says })))}`,
    `Takes = @{ ${takes.join("; ")} }`,
    `Argument = ${argument ? wordsOf(argument) : "@{}"}`,
  ];
  return `  ${quote(path.join(" "))} = @{ ${parts.join("; ")} }`;
}

function wordsOf(expected: Expected): string {
  return expected.kind === "words" ? tableOf(expected.words.map((word) => ({ name: word, says: word }))) : "@{}";
}

/** A tooltip must not be empty. */
function tableOf(items: { name: string; says: string }[]): string {
  return `@{ ${items.map(({ name, says }) => `${quote(name)} = ${quote(says || name)}`).join("; ")} }`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
