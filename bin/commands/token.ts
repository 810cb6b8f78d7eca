import type { Command } from "commander";
import type { NewTokenView, TokenView } from "#lib/access/view.ts";
import { act } from "#lib/cli/act.ts";
import { addConnectionOptions, connect, type ConnectionOptions } from "#lib/cli/connection.ts";
import { printJson, printLine, printTable, shortTime } from "#lib/cli/print.ts";
import type { Page } from "#lib/kernel/page.ts";

type Options = ConnectionOptions & { json?: boolean };

export function addTokenCommand(program: Command): void {
  const token = program.command("token").description("make, list and revoke API tokens");

  addConnectionOptions(token.command("create"))
    .description("make an API token; it is printed once and kept nowhere")
    .argument("<name>", "what it is for")
    .requiredOption("--scope <scopes...>", "scopes such as rollouts:read, or roles: viewer, operator, approver, admin")
    .option("--expires <time>", "until when it works, for example 2027-01-31T00:00:00Z")
    .option("--json", "print JSON")
    .action((name: string, options: Options & { scope: string[]; expires?: string }) =>
      act(() => create(name, options)),
    );

  addConnectionOptions(token.command("list"))
    .description("list API tokens; the tokens themselves are not kept")
    .option("--json", "print JSON")
    .action((options: Options) => act(() => list(options)));

  addConnectionOptions(token.command("revoke"))
    .description("revoke an API token")
    .argument("<id>", "the token's id, from `slipway token list`")
    .option("--json", "print JSON")
    .action((id: string, options: Options) => act(() => revoke(id, options)));
}

async function create(name: string, options: Options & { scope: string[]; expires?: string }): Promise<void> {
  const made = await connect(options).call<NewTokenView>({
    method: "POST",
    path: "/api/v1/tokens",
    body: { name, scopes: options.scope, expiresAt: options.expires },
  });
  if (options.json) printJson(made);
  else printLine(made.token);
}

async function list(options: Options): Promise<void> {
  const page = await connect(options).call<Page<TokenView>>({
    method: "GET",
    path: "/api/v1/tokens",
    query: { limit: 500 },
  });
  if (options.json) {
    printJson(page);
    return;
  }
  printTable(
    page.items,
    [
      { title: "ID", value: (row) => row.id },
      { title: "NAME", value: (row) => row.name },
      { title: "STARTS WITH", value: (row) => row.prefix },
      { title: "SCOPES", value: (row) => row.scopes.join(",") },
      { title: "LAST USED", value: (row) => shortTime(row.lastUsedAt) },
      { title: "EXPIRES", value: (row) => shortTime(row.expiresAt) },
      { title: "REVOKED", value: (row) => shortTime(row.revokedAt) },
    ],
    "There are no API tokens.",
  );
}

async function revoke(id: string, options: Options): Promise<void> {
  const revoked = await connect(options).call<TokenView>({
    method: "DELETE",
    path: `/api/v1/tokens/${encodeURIComponent(id)}`,
  });
  if (options.json) printJson(revoked);
  else printLine(`Revoked ${revoked.name}.`);
}
