import { expect, it } from "vitest";
import { parseMailServer } from "#lib/kernel/mail-server.ts";

it.each([
  [
    "smtp://mail.example.com",
    { host: "mail.example.com", port: 587, encryption: "starttls", username: null, password: null },
  ],
  [
    "smtps://ada:p%40ss%3Aword@mail.example.com",
    { host: "mail.example.com", port: 465, encryption: "tls", username: "ada", password: "p@ss:word" },
  ],
  ["smtp://127.0.0.1:1025?encryption=none", { host: "127.0.0.1", port: 1025, encryption: "none" }],
  ["smtp://[::1]:25/", { host: "::1", port: 25, encryption: "starttls" }],
])("reads %s", (text, server) => {
  expect(parseMailServer(text)).toMatchObject(server);
});

it.each([
  "mail.example.com",
  "https://mail.example.com",
  "smtp://",
  "smtp://mail.example.com/inbox",
  "smtp://mail.example.com?encryption=maybe",
  "smtp://mail.example.com?tls=no",
  "smtps://mail.example.com?encryption=none",
  "smtp://ad%E0a@mail.example.com",
])("takes %s for no mail server", (text) => {
  expect(parseMailServer(text)).toBeNull();
});
