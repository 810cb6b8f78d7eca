import { ApiError, api } from "#components/api.ts";

export type SignInOutcome = "signedIn" | "wrongPassword" | "codeNeeded" | "codeWrong" | "tooManyTries";

/** Starts a session through next-auth's own addresses. Throws ApiError when the server cannot be reached. */
export async function startSession(email: string, password: string, code = ""): Promise<SignInOutcome> {
  const response = await post("/api/auth/callback/credentials", { email, password, code });
  if (response.ok) return "signedIn";

  const url = await readAddress(response);
  const error = url?.searchParams.get("error");
  if (error === "LIMIT_REACHED") return "tooManyTries";
  if (error === "CredentialsSignin") return "wrongPassword";
  if (error === "codeNeeded" || error === "codeWrong") return error;
  throw new ApiError(response.status, {
    detail: "The server could not check the password just now. Try again in a moment.",
  });
}

/** Asks the server where to send somebody who signs in with a provider, and goes there. */
export async function goToProvider(provider: string, returnPath: string): Promise<void> {
  const callbackUrl = new URL(returnPath, window.location.origin).href;
  const response = await post(`/api/auth/signin/${provider}`, { callbackUrl });
  const url = await readAddress(response);
  // What goes wrong on our side ends at our own page, with the reason.
  if (url) window.location.assign(url);
  else
    throw new ApiError(response.status, { detail: "The provider cannot be reached just now. Try again in a moment." });
}

async function readAddress(response: Response): Promise<URL | null> {
  const { url } = (await response.json().catch(() => ({}))) as { url?: string };
  return url !== undefined && URL.canParse(url, window.location.origin) ? new URL(url, window.location.origin) : null;
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const { csrfToken } = await api<{ csrfToken: string }>("/api/auth/csrf", { anonymous: true });
  try {
    return await fetch(path, { method: "POST", body: new URLSearchParams({ ...fields, csrfToken, json: "true" }) });
  } catch {
    throw new ApiError(0, { detail: "The server cannot be reached. Check the connection and try again." });
  }
}
