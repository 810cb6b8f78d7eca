"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Role, Scope } from "#lib/access/rules/scopes.ts";

/** Who is signed in, as far as the screen needs it. */
export type Me = { id: string; name: string; email: string; role: Role; scopes: Scope[]; isLimited: boolean };

const MeContext = createContext<Me | null>(null);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe is for pages inside the shell, where somebody is signed in");
  return me;
}

/** Says whether to offer an action. The server checks again; this only spares people a refusal. */
export function useMay(scope: Scope): boolean {
  return useMe().scopes.includes(scope);
}

export async function signOut(): Promise<void> {
  const { signOut: endSession } = await import("next-auth/react");
  await endSession({ callbackUrl: "/sign-in?notice=signedOut" });
}
