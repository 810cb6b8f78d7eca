import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { signInWithIdentity } from "#lib/access/identities/sign-in-with-identity.ts";
import { SESSION_SECONDS } from "#lib/access/rules/session.ts";
import { endOwnSession } from "#lib/access/sessions/revoke.ts";
import type { Visitor } from "#lib/access/sessions/begin.ts";
import { signInWithPassword, type SignedInUser } from "#lib/access/sign-in.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import { statusOf, toDomainError } from "#lib/wire/problem.ts";
import { externalProviders, type Profile } from "#lib/http/auth-providers.ts";
import { remoteAddressOf } from "#lib/http/remote-address.ts";
import { readClaim, usesSecureCookies } from "#lib/http/session.ts";
import type { SignInRefused } from "#lib/http/sign-in-refusal.ts";
import { getRuntime, makeContext } from "#lib/kernel/runtime.ts";

/**
 * next-auth's settings for one request. The session cookie holds who, which session and which session version; rights
 * are read at each request. `onRefusal` hears why a provider's answer was not accepted.
 */
export function authOptions(headers: Headers, onRefusal: (refusal: SignInRefused) => void): AuthOptions {
  const runtime = getRuntime();
  const ctx = makeContext(runtime, systemActor("sign-in"));
  const visitor: Visitor = {
    address: remoteAddressOf(headers, ctx.config),
    userAgent: headers.get("user-agent") ?? "",
  };
  return {
    secret: runtime.config.nextAuthSecret ?? undefined,
    useSecureCookies: usesSecureCookies(runtime),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    // Its own logger writes plain text with stacks, also for what a stranger sent.
    logger: {
      error: (code, metadata) => runtime.log.warn({ code, err: causeOf(metadata) }, "next-auth met an error"),
      warn: (code) => runtime.log.debug({ code }, "next-auth warns"),
      debug: (code) => runtime.log.trace({ code }, "next-auth"),
    },
    providers: [
      CredentialsProvider({
        name: "password",
        credentials: { email: { type: "email" }, password: { type: "password" }, code: { type: "text" } },
        authorize: async (credentials) => {
          const outcome = await speakInCodes(() => signInWithPassword(ctx, withoutBlanks(credentials), visitor));
          // next-auth writes the message into an address; the page asks for the code by it.
          if (typeof outcome === "string") throw new Error(outcome);
          return outcome;
        },
      }),
      ...externalProviders(runtime.config, onRefusal),
    ],
    callbacks: {
      signIn: async ({ user, account }) => {
        if (account?.type !== "oauth") return true;
        const { identity } = user as unknown as Profile;
        const outcome = await speakInCodes(() => signInWithIdentity(ctx, identity, visitor));
        if (typeof outcome === "string") return `/sign-in?error=${outcome}`;
        // What next-auth hands on to `jwt` is this very object.
        Object.assign(user, outcome);
        return true;
      },
      jwt: ({ token, user }) => {
        // next-auth's types say that there always is a user; there is one at the sign-in only.
        const signedIn = user as SignedInUser | undefined;
        if (!signedIn) return token;
        const { id, name, email, sessionVersion, sessionId } = signedIn;
        return { ...token, name, email, sub: id, userId: id, sessionVersion, sessionId };
      },
    },
    events: {
      signOut: async ({ token }) => {
        // Its type says that there is a token; without a cookie there is none.
        const claim = (token as typeof token | null) && readClaim(token);
        if (claim) await endOwnSession(ctx, claim);
      },
    },
  };

  /** next-auth writes an error's message into an address; the page tells people by the code what to do. */
  async function speakInCodes<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      const problem = toDomainError(error);
      if (statusOf(problem.code) === 500) ctx.log.error({ err: error }, "A sign-in could not be checked.");
      throw new Error(problem.code, { cause: error });
    }
  }
}

/** A form sends a field that nobody filled in as an empty text. */
function withoutBlanks(credentials: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(credentials ?? {}).filter(([name, text]) => name !== "code" || text !== ""));
}

/** What went wrong, without the rest that next-auth hands to its logger: requests, forms and tokens. */
function causeOf(metadata: unknown): string {
  const cause = metadata instanceof Error ? metadata : (metadata as { error?: unknown } | undefined)?.error;
  return cause instanceof Error ? cause.message : "unknown";
}
