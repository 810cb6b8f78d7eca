// What does the sign-in page say to somebody whom a provider sent back in vain?

/** By the word in the address. Nothing of it tells a stranger who has an account here. */
const REFUSALS: Record<string, { title: string; detail: string }> = {
  noAccount: {
    title: "You have no account here",
    detail: "The provider knows you, and nobody has invited you. Ask an administrator.",
  },
  otherAccount: {
    title: "You signed in with another account before",
    detail:
      "Use that one, or remove it under Account. If it is gone, ask an administrator for a link to set a password.",
  },
  noGroup: {
    title: "None of your groups may come in",
    detail: "You had access through a group of the provider. Ask an administrator.",
  },
  unverifiedEmail: {
    title: "Your e-mail address is not verified",
    detail: "The provider does not vouch for it. Verify it there, and try again.",
  },
  disabled: { title: "Your account is disabled", detail: "Ask an administrator." },
  cancelled: { title: "You did not sign in", detail: "The provider says that you declined." },
  unfinished: {
    title: "The sign-in was not finished",
    detail: "It took too long, was begun in another browser, or the provider could not be reached. Try again.",
  },
  unreachable: { title: "The provider cannot be reached", detail: "Try again in a moment." },
  state: { title: "The sign-in was not finished", detail: "The answer belongs to another sign-in. Try again." },
};

const NOT_ACCEPTED: Record<string, string> = {
  issuer: "It comes from another issuer than the one that is set up.",
  audience: "It was made for another application.",
  nonce: "It answers another sign-in than this one.",
  expired: "It has expired. The clocks may differ.",
  signature: "It is not signed with a key that the provider publishes.",
  claims: "It lacks what is needed, or cannot be read.",
};

/** The sentence for a reason, or for any other word that somebody put there. */
export function readSignInRefusal(reason: string | undefined): { title: string; detail: string } | null {
  if (reason === undefined) return null;
  const known = Object.hasOwn(REFUSALS, reason) ? REFUSALS[reason] : undefined;
  if (known) return known;
  const why = Object.hasOwn(NOT_ACCEPTED, reason) ? NOT_ACCEPTED[reason] : undefined;
  return {
    title: "The provider's answer was not accepted",
    detail: `${why ?? "Something went wrong on the way."} The server's log tells an administrator more.`,
  };
}
