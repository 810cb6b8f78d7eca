import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { signInWithPassword, type SignedInUser } from "#lib/access/sign-in.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import { statusOf, toDomainError } from "#lib/wire/problem.ts";
import { remoteAddressOf } from "#lib/http/remote-address.ts";
import { usesSecureCookies } from "#lib/http/session.ts";
import { getRuntime, makeContext } from "#lib/kernel/runtime.ts";

const SESSION_SECONDS = 12 * 60 * 60;

/** next-auth's settings. The session cookie holds who and which session version; rights are read at each request. */
export function authOptions(): AuthOptions {
  const runtime = getRuntime();
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
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (credentials, request) => {
          const ctx = makeContext(runtime, systemActor("sign-in"));
          const address = remoteAddressOf(new Headers(request.headers as Record<string, string>), ctx.config);
          try {
            return await signInWithPassword(ctx, credentials, address);
          } catch (error) {
            // next-auth writes the message into an address; the page tells people by it what to do.
            const problem = toDomainError(error);
            if (statusOf(problem.code) >= 500) ctx.log.error({ err: error }, "A password could not be checked.");
            throw new Error(problem.code, { cause: error });
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        // next-auth's types say that there always is a user; there is one at the sign-in only.
        const signedIn = user as SignedInUser | undefined;
        return signedIn ? { ...token, userId: signedIn.id, sessionVersion: signedIn.sessionVersion } : token;
      },
    },
  };
}

/** What went wrong, without the rest that next-auth hands to its logger: requests, forms and tokens. */
function causeOf(metadata: unknown): string {
  const cause = metadata instanceof Error ? metadata : (metadata as { error?: unknown } | undefined)?.error;
  return cause instanceof Error ? cause.message : "unknown";
}
