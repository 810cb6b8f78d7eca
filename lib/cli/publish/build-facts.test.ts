import { describe, expect, it } from "vitest";
import { readBuildFacts } from "#lib/cli/publish/build-facts.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";

describe("What a build server says of a build", () => {
  it("is read from GitHub Actions", () => {
    expect(
      readBuildFacts({
        GITHUB_ACTIONS: "true",
        GITHUB_SHA: SHA,
        GITHUB_REF: "refs/tags/v1.5.0",
        GITHUB_REF_NAME: "v1.5.0",
        GITHUB_REF_TYPE: "tag",
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_REPOSITORY: "acme/app",
        GITHUB_RUN_ID: "9000",
        GITHUB_RUN_NUMBER: "41",
        GITHUB_ACTOR: "ada",
      }),
    ).toEqual({
      gitCommit: SHA,
      gitRef: "refs/tags/v1.5.0",
      sourceUrl: `https://github.com/acme/app/commit/${SHA}`,
      buildNumber: "41",
      buildUrl: "https://github.com/acme/app/actions/runs/9000",
      author: "ada",
      tag: "v1.5.0",
    });
  });

  it("is read from GitLab CI, without what it leaves empty", () => {
    expect(
      readBuildFacts({
        GITLAB_CI: "true",
        CI_COMMIT_SHA: SHA,
        CI_COMMIT_REF_NAME: "main",
        CI_COMMIT_TAG: "",
        CI_PROJECT_URL: "https://gitlab.example.com/acme/app",
        CI_PIPELINE_IID: "7",
        CI_PIPELINE_URL: "https://gitlab.example.com/acme/app/-/pipelines/77",
        GITLAB_USER_NAME: "Ada",
      }),
    ).toEqual({
      gitCommit: SHA,
      gitRef: "main",
      sourceUrl: `https://gitlab.example.com/acme/app/-/commit/${SHA}`,
      buildNumber: "7",
      buildUrl: "https://gitlab.example.com/acme/app/-/pipelines/77",
      author: "Ada",
      tag: undefined,
    });
  });

  it("is nothing elsewhere", () => {
    expect(readBuildFacts({ GITHUB_SHA: SHA })).toEqual({});
  });
});
