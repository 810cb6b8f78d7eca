import NextAuth from "next-auth";
import { authOptions } from "#lib/http/auth-options.ts";

async function handle(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  // next-auth ships as CommonJS: depending on who loads it, the function is the default or its default.
  return (await NextAuth(request as never, context as never, authOptions())) as Response;
}

export { handle as GET, handle as POST };
