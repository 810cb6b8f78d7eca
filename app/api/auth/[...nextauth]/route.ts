import { serveNextAuth } from "#lib/http/serve-next-auth.ts";

export { serveNextAuth as GET, serveNextAuth as POST };
