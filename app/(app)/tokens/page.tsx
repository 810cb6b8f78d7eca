import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { CreateToken } from "#components/tokens/create-token.tsx";
import { TokenList } from "#components/tokens/token-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listTokens } from "#lib/access/list-tokens.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "API tokens" };

const NEWS: readonly EventType[] = ["token_created", "token_revoked"];

export default async function TokensPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const paging = pickQuery(await searchParams, ["cursor"]);
  const tokens = await loadPage(() => listTokens(ctx, paging));

  return (
    <>
      <PageHeader
        title="API tokens"
        description="With which programs act here. Devices have tokens of their own."
        actions={mayDo(ctx.actor, "tokens:write") && <CreateToken />}
      />
      <Panel>
        <TokenList
          tokens={tokens.items}
          empty={
            <EmptyState icon={KeyRound} title="No API tokens yet">
              Make one for each program, with no more than it needs, so that one can be revoked by itself.
            </EmptyState>
          }
        />
        <Pager nextCursor={tokens.nextCursor} shown={tokens.items.length} noun="tokens" />
      </Panel>
      <LivePage types={NEWS} />
    </>
  );
}
