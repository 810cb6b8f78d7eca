import { Argument, type Command } from "commander";

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
type Shell = (typeof SHELLS)[number];

const EXPLANATION = `
The script knows all commands and options of this version; nothing is run while you type. To load it at each start:
  bash        echo 'source <(slipway completion bash)' >> ~/.bashrc
  zsh         echo 'source <(slipway completion zsh)' >> ~/.zshrc        (below compinit)
  fish        slipway completion fish > ~/.config/fish/completions/slipway.fish
  powershell  slipway completion powershell >> $PROFILE`;

export function addCompletionCommand(program: Command): void {
  program
    .command("completion")
    .description("print a script that lets your shell complete commands and options")
    .addArgument(new Argument("<shell>", "your shell").choices(SHELLS))
    .addHelpText("after", EXPLANATION)
    .action(async (shell: Shell) => {
      process.stdout.write(await writeScript(shell));
    });
}

async function writeScript(shell: Shell): Promise<string> {
  // This program was made with the one command that was called; the script is about all of them.
  const program = await (await import("../program.ts")).makeProgram();
  const { listCommands } = await import("#lib/cli/completion/tree.ts");
  const commands = listCommands(program);
  const name = program.name();
  switch (shell) {
    case "bash":
      return (await import("#lib/cli/completion/bash.ts")).writeBash(name, commands);
    case "zsh":
      return (await import("#lib/cli/completion/zsh.ts")).writeZsh(name, commands);
    case "fish":
      return (await import("#lib/cli/completion/fish.ts")).writeFish(name, commands);
    case "powershell":
      return (await import("#lib/cli/completion/powershell.ts")).writePowershell(name, commands);
  }
}
