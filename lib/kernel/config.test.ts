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
    ["LOG_LEVEL", "loud"],
  ])("refuses %s=%s and names the variable", (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => loadConfig({ [name]: value })).toThrow(name);
  });

  it("wants the administrator's address and password together", () => {
    expect(() => loadConfig({ SLIPWAY_ADMIN_EMAIL: "a@example.com" })).toThrow("SLIPWAY_ADMIN_PASSWORD");
  });
});
