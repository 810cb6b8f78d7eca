import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { signInWithPassword, type SignedInUser } from "#lib/access/sign-in.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import { remoteAddressOf } from "#lib/http/remote-address.ts";
import { usesSecureCookies } from "#lib/http/session.ts";
import { DomainError } from "#lib/kernel/errors.ts";
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
    providers: [
      CredentialsProvider({
        name: "password",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (credentials, request) => {
          const ctx = makeContext(runtime, systemActor("sign-in"));
          const address = remoteAddressOf(new Headers(request.headers as Record<string, string>));
          try {
            return await signInWithPassword(ctx, credentials, address);
          } catch (error) {
            // next-auth passes the message on to the page, which tells people by it how long to wait.
            if (error instanceof DomainError) throw new Error(error.code, { cause: error });
            throw error;
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
