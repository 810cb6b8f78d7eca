import { describe, expect, it } from "vitest";
import { addressOf, readConnection } from "#lib/migration-guard/rules/connection.ts";

function read(text: string) {
  const connection = readConnection(text);
  if ("fault" in connection) throw new Error(connection.fault);
  return connection;
}

describe("Connection strings", () => {
  it("are read with what is encoded in them", () => {
    expect(read("postgres://read%40er:p%2Fw%3A@db.example.com/shop%20one")).toEqual({
      host: "db.example.com",
      port: 5432,
      database: "shop one",
      user: "read@er",
      password: "p/w:",
      tls: "verify-full",
    });
  });

  it("check the certificate unless they say otherwise", () => {
    expect(read("postgres://a:b@h/d").tls).toBe("verify-full");
    expect(read("postgresql://a:b@h:6543/d?sslmode=disable")).toMatchObject({ tls: "disable", port: 6543 });
  });

  it("are shown without user and password", () => {
    expect(addressOf(read("postgres://reader:geheim@[::1]:5433/shop"))).toBe("[::1]:5433/shop");
  });

  it.each([
    ["mysql://a:b@h/d", "another protocol"],
    ["postgres://h/d", "nobody"],
    ["postgres://a:b@h", "no database"],
    ["postgres:///d", "no host"],
    ["postgres://a:b@%2Fvar%2Frun/d", "a socket"],
    ["postgres://a:b@h/d?host=/var/run", "another host behind the first"],
    ["postgres://a:b@h/d?sslkey=/etc/shadow", "a file of the server's"],
    ["postgres://a:b@h/d?options=-c%20x", "options"],
    ["postgres://a:b@h/d?sslmode=prefer", "a mode that anybody can switch off on the way"],
    ["postgres://a:%zz@h/d", "a broken escape"],
    ["postgres://a:b%0a@h/d", "control characters"],
    ["geheim", "no address"],
  ])("%s is refused: %s", (text) => {
    const refused = readConnection(text);
    expect(refused).toHaveProperty("fault");
    expect(JSON.stringify(refused)).not.toContain("geheim");
  });
});
