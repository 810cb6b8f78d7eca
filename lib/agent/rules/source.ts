// Where does a file come from, and who may see the device's token?

/** A path is one on the server itself, under whatever prefix the server is reached by. */
export function sourceOf(url: string, server: string): URL {
  return url.startsWith("/") && !url.startsWith("//") ? new URL(server + url) : new URL(url, `${server}/`);
}

/** The token opens the server and is shown to nobody else, whatever a URL or a redirect says. */
export function mayHaveToken(address: URL, server: string): boolean {
  return address.origin === new URL(server).origin;
}

/** Says whether asking again cannot help: the file is gone. A refused token may be rotated meanwhile. */
export function isHopelessStatus(status: number): boolean {
  return status === 404 || status === 410;
}
