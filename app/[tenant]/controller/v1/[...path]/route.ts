export { serveDdi as DELETE, serveDdi as GET, serveDdi as POST, serveDdi as PUT } from "#lib/http/serve-ddi.ts";
