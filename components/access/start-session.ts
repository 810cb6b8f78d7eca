import { ApiError, api } from "#components/api.ts";

export type SignInOutcome = "signedIn" | "wrongPassword" | "tooManyTries";

/** Starts a session through next-auth's own addresses. Throws ApiError when the server cannot be reached. */
export async function startSession(email: string, password: string): Promise<SignInOutcome> {
  const { csrfToken } = await api<{ csrfToken: string }>("/api/auth/csrf", { anonymous: true });
  const response = await post("/api/auth/callback/credentials", { csrfToken, email, password, json: "true" });
  if (response.ok) return "signedIn";

  const { url } = (await response.json().catch(() => ({}))) as { url?: string };
  const error = url && URL.canParse(url) ? new URL(url).searchParams.get("error") : null;
  if (error === "LIMIT_REACHED") return "tooManyTries";
  if (error === "CredentialsSignin") return "wrongPassword";
  throw new ApiError(response.status, {
    detail: "The server could not check the password just now. Try again in a moment.",
  });
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  try {
    return await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  } catch {
    throw new ApiError(0, { detail: "The server cannot be reached. Check the connection and try again." });
  }
}
