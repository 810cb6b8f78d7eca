import { describe, expect, it } from "vitest";
import { ConfigError, loadConfig } from "#lib/kernel/config.ts";

describe("The configuration", () => {
  it("has defaults for everything", () => {
    expect(loadConfig({})).toMatchObject({
      databaseUrl: null,
      port: 3000,
      tickSeconds: 30,
      pollSeconds: 60,
      rateLimits: true,
    });
  });

  it("takes an empty variable for an unset one", () => {
    expect(loadConfig({ PORT: "", DATABASE_URL: "", SLIPWAY_PUBLIC_URL: "" })).toMatchObject({
      port: 3000,
      databaseUrl: null,
    });
  });

  it("drops the slash at the end of the public address", () => {
    expect(loadConfig({ SLIPWAY_PUBLIC_URL: "https://slipway.example.com/" }).publicUrl).toBe(
      "https://slipway.example.com",
    );
  });

  it("reads lists", () => {
    const config = loadConfig({
      SLIPWAY_REGISTRY_INSECURE: "127.0.0.1:5055, registry.local",
      DOCKER_WEBHOOK_SECRET: "new,old",
    });
    expect([...config.insecureRegistries]).toEqual(["127.0.0.1:5055", "registry.local"]);
    expect(config.dockerWebhookSecrets).toEqual(["new", "old"]);
  });

  it("takes a provider only as a whole, and with an address to come back to", () => {
    const oidc = { OIDC_ISSUER: "https://login.example.com/", OIDC_CLIENT_ID: "id", OIDC_CLIENT_SECRET: "secret" };
    const here = { SLIPWAY_PUBLIC_URL: "https://slipway.example.com" };
    // The issuer is compared to the letter with what tokens say.
    expect(loadConfig({ ...oidc, ...here }).oidc?.issuer).toBe("https://login.example.com/");
    expect(() => loadConfig(oidc)).toThrow("SLIPWAY_PUBLIC_URL");
    expect(() => loadConfig({ ...oidc, ...here, OIDC_CLIENT_SECRET: "" })).toThrow("go together");
    expect(() => loadConfig({ GITHUB_CLIENT_ID: "id", ...here })).toThrow("GITHUB_CLIENT_SECRET");
    expect(loadConfig(here)).toMatchObject({ github: null, oidc: null });
  });

  it("opens issues where it is told, on an enterprise's own server too", () => {
    const named = { GITHUB_ISSUES_REPOSITORY: "acme/incidents", GITHUB_ISSUES_TOKEN: "t" };
    const place = { owner: "acme", repository: "incidents", token: "t" };
    expect(loadConfig(named).githubIssues).toEqual({ ...place, apiUrl: "https://api.github.com" });
    const apiUrlOf = (more: Record<string, string>) => loadConfig({ ...named, ...more }).githubIssues?.apiUrl;
    expect(apiUrlOf({ GITHUB_URL: "https://git.acme.example/" })).toBe("https://git.acme.example/api/v3");
    expect(apiUrlOf({ GITHUB_API_URL: "https://api.acme.example/" })).toBe("https://api.acme.example");
    expect(loadConfig({}).githubIssues).toBeNull();
    expect(() => loadConfig({ GITHUB_ISSUES_TOKEN: "t" })).toThrow("go together");
    expect(() => loadConfig({ ...named, GITHUB_ISSUES_REPOSITORY: "https://github.com/a/b" })).toThrow("owner/name");
  });

  it("keeps the whole log, and signs it every hour, unless told otherwise", () => {
    expect(loadConfig({}).audit).toEqual({ key: null, trustedKeys: [], checkpointSeconds: 3_600, retentionDays: null });
    expect(loadConfig({ SLIPWAY_EVENT_RETENTION_DAYS: "730" }).audit.retentionDays).toBe(730);
    expect(() => loadConfig({ SLIPWAY_EVENT_RETENTION_DAYS: "7" })).toThrow("wants at least 30 days");
    expect(() => loadConfig({ SLIPWAY_AUDIT_TRUSTED_KEYS: "mine" })).toThrow("SLIPWAY_AUDIT_TRUSTED_KEYS");
  });

  it("keeps files in the data folder unless told otherwise", () => {
    expect(loadConfig({ SLIPWAY_DATA_DIR: "/srv/slipway" }).uploadDir).toBe("/srv/slipway/files");
    expect(loadConfig({ UPLOAD_DIR: "/srv/files" }).uploadDir).toBe("/srv/files");
  });

  it("splits the user from the password of hawkBit's API at the first colon", () => {
    expect(loadConfig({ SLIPWAY_HAWKBIT_BASIC: "ada:a:b" }).hawkbitBasic).toEqual({ user: "ada", password: "a:b" });
  });

  it.each([
    ["DATABASE_URL", "mysql://x"],
    ["PORT", "80000"],
    ["PORT", "web"],
    ["SLIPWAY_PUBLIC_URL", "ftp://x"],
    ["SLIPWAY_PUBLIC_URL", "slipway.example.com"],
    ["NEXTAUTH_SECRET", "short"],
    ["SLIPWAY_ENCRYPTION_KEY", "short"],
    ["SLIPWAY_TICK_SECONDS", "0"],
    ["SLIPWAY_POLL_SECONDS", "often"],
    ["SLIPWAY_RATE_LIMITS", "no"],
    ["SLIPWAY_OUTBOUND_ALLOW", "10.0.0.0/33"],
    ["SLIPWAY_BOOTSTRAP_TOKEN", "short"],
    ["MAX_FILE_SIZE", "1 GB"],
    ["MAX_FILE_SIZE", "0"],
    ["SLIPWAY_HAWKBIT_BASIC", "admin"],
    ["SLIPWAY_HAWKBIT_BASIC", "SHOPS\\\\admin:secret"],
    ["LOG_LEVEL", "loud"],
  ])("refuses %s=%s and names the variable", (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => loadConfig({ [name]: value })).toThrow(name);
  });

  it("wants the administrator's address and password together", () => {
    expect(() => loadConfig({ SLIPWAY_ADMIN_EMAIL: "a@example.com" })).toThrow("SLIPWAY_ADMIN_PASSWORD");
  });
});
