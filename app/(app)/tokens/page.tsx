import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { CreateToken } from "#components/tokens/create-token.tsx";
import { ServiceAccounts } from "#components/tokens/service-accounts.tsx";
import { TokenList } from "#components/tokens/token-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listTokens } from "#lib/access/list-tokens.ts";
import { listServiceAccounts } from "#lib/access/service-accounts/list.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";

export const metadata: Metadata = { title: "API tokens" };

const CHOICES_MAX = "500";
const toChoice = ({ id, name }: { id: string; name: string }) => ({ id, name });

const NEWS: readonly EventType[] = ["token_created", "token_revoked", "user_created", "user_updated"];

export default async function TokensPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const paging = pickQuery(await searchParams, ["cursor"]);
  const mayList = mayDo(ctx.actor, "users:read");
  const [tokens, products, accounts] = await loadPage(() =>
    Promise.all([
      listTokens(ctx, paging),
      listProducts(ctx, { limit: CHOICES_MAX }),
      mayList ? listServiceAccounts(ctx, { limit: CHOICES_MAX }) : { items: [] },
    ]),
  );
  const active = accounts.items.filter(({ disabled }) => !disabled);

  return (
    <>
      <PageHeader
        title="API tokens"
        description="With which programs act here. Devices have tokens of their own."
        actions={
          mayDo(ctx.actor, "tokens:write") && (
            <CreateToken products={products.items.map(toChoice)} accounts={active.map(toChoice)} />
          )
        }
      />
      <div className="space-y-4">
        <Panel>
          <TokenList
            tokens={tokens.items}
            accounts={accounts.items.map(toChoice)}
            empty={
              <EmptyState icon={KeyRound} title="No API tokens yet">
                Make one for each program, with no more than it needs, so that one can be revoked by itself.
              </EmptyState>
            }
          />
          <Pager nextCursor={tokens.nextCursor} shown={tokens.items.length} noun="tokens" />
        </Panel>
        {mayList && <ServiceAccounts accounts={accounts.items} />}
      </div>
      <LivePage types={NEWS} />
    </>
  );
}
