"use client";

import { useEffect, useState } from "react";

/** For a password, or for an account. */
export type LinkKind = "setup" | "invite";

const PATTERNS: Record<LinkKind, RegExp> = {
  setup: /(?:^|#)\s*(slp_setup_[\w-]+)\s*$/,
  invite: /(?:^|#)\s*(slp_invite_[\w-]+)\s*$/,
};

/** `undefined` until the address was looked at; null when it holds no token. */
export type SetUpToken = string | null | undefined;

/**
 * Takes the one-time token out of the address. It stands behind the # so that no server and no log ever sees it, and
 * it leaves the address at once, so that neither the history nor a shared screenshot keeps it.
 */
export function useSetUpToken(kind: LinkKind = "setup"): [SetUpToken, (token: string) => void] {
  const [token, setToken] = useState<SetUpToken>(undefined);

  useEffect(() => {
    function take() {
      const found = readSetUpToken(window.location.hash, kind);
      if (found) window.history.replaceState(null, "", window.location.pathname);
      setToken((known) => found ?? known ?? null);
    }
    take();
    // A link pasted into this very tab changes nothing but the fragment.
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, [kind]);

  return [token, setToken];
}

/** Finds the token in a fragment, a whole link, or by itself. */
export function readSetUpToken(text: string, kind: LinkKind = "setup"): string | null {
  return PATTERNS[kind].exec(text.trim())?.[1] ?? null;
}
