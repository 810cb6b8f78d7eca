import type { Metadata } from "next";
import { AcceptInvitation } from "#components/access/accept-invitation.tsx";
import { listProviders } from "#lib/http/list-providers.ts";
import { getStrangerContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Invitation" };

export default function InvitationPage() {
  return <AcceptInvitation providers={listProviders(getStrangerContext().config)} />;
}
