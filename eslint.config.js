import { defineConfig, globalIgnores } from "eslint/config";
import next from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";

const typescript = ["**/*.ts", "**/*.tsx"];
/** Where React is: its rules read every function as a component would be, which takes long. */
const pages = ["{app,components}/**/*.{js,ts,tsx}"];
const tests = ["**/*.test.ts", "**/*.test.tsx", "lib/**/testing/**", "e2e/**"];

export default defineConfig(
  globalIgnores([
    ".next/",
    ".node/",
    ".slipway/",
    "lib/database/generated/",
    "clients/",
    "playwright-report/",
    "test-results/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },

  ...next.map((part) => ("rules" in part ? { ...part, files: pages } : part)),
  {
    files: pages,
    rules: {
      // WCAG 2.2 AA is a promise of the interface; these are the parts of it that can be read off the source.
      "jsx-a11y/alt-text": "error",
      "jsx-a11y/anchor-has-content": "error",
      "jsx-a11y/anchor-is-valid": "error",
      "jsx-a11y/aria-props": "error",
      "jsx-a11y/aria-proptypes": "error",
      "jsx-a11y/aria-role": ["error", { ignoreNonDOM: true }],
      "jsx-a11y/aria-unsupported-elements": "error",
      "jsx-a11y/click-events-have-key-events": "error",
      "jsx-a11y/heading-has-content": "error",
      "jsx-a11y/iframe-has-title": "error",
      "jsx-a11y/interactive-supports-focus": "error",
      "jsx-a11y/label-has-associated-control": ["error", { depth: 3 }],
      "jsx-a11y/no-noninteractive-element-interactions": "error",
      "jsx-a11y/no-redundant-roles": "error",
      "jsx-a11y/no-static-element-interactions": "error",
      "jsx-a11y/role-has-required-aria-props": "error",
      "jsx-a11y/role-supports-aria-props": "error",
      "jsx-a11y/tabindex-no-positive": "error",
      // Says that a library cannot be memoized by the React compiler, which this project does not run.
      "react-hooks/incompatible-library": "off",
      // Configuration files have nothing better to export.
      "import/no-anonymous-default-export": "off",
    },
  },

  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-exports": "error",
      // `typeof import("…")` is how the type of a module that is loaded late is written.
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // `return stop();` is how a function ends early, and misleads nobody whose answer is nothing anyway.
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      // An interface may promise asynchrony that one of its implementations does not need.
      "@typescript-eslint/require-await": "off",
      // Doing nothing is an answer ("nothing to stop"), and `() => {}` says it.
      "@typescript-eslint/no-empty-function": "off",
      // A type says "one of these shapes" as well as an interface does; the author chooses what reads better.
      "@typescript-eslint/consistent-type-definitions": "off",
      // `||` is what is meant where empty text or zero count as nothing; `??` is not "safer" there, but wrong.
      "@typescript-eslint/prefer-nullish-coalescing": "off",
    },
  },

  {
    rules: {
      complexity: ["error", 15],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-depth": ["error", 3],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-nested-callbacks": ["error", 5],
      "max-params": ["error", 5],
    },
  },

  {
    files: ["lib/**", "app/**", "components/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ regex: "^\\.\\./.*\\.(ts|tsx)$", message: "Write the whole way: #lib/… or #components/…" }] },
      ],
    },
  },
  {
    files: ["lib/**/*.ts"],
    ignores: ["lib/**/*.test.ts", "lib/database/**", "lib/**/testing/**", "lib/**/rules/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[property.name=/^\\$(query|execute)RawUnsafe$/]",
          message: "Use the tagged template ($queryRaw`…`): it cannot be injected into.",
        },
      ],
    },
  },
  {
    files: ["lib/**/*.ts", "app/**", "components/**"],
    ignores: ["lib/cli/**", "lib/simulate/**", "**/*.test.ts"],
    rules: { "no-console": "error" },
  },
  {
    files: ["lib/*/rules/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Rules take `now` as a parameter.",
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: "Rules take `now` as a parameter.",
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: "Rules take chance as a parameter.",
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "Rules take configuration as a parameter.",
        },
      ],
    },
  },

  {
    files: ["app/**", "components/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            'Program:not(:has(> ExpressionStatement[directive="use client"])) > ' +
            'ImportDeclaration[importKind="value"][source.value="#components/ui/data-table.tsx"]',
          message:
            'A table is given functions, which no server can hand to a browser: begin the file with "use client".',
        },
      ],
    },
  },

  {
    // In markup every small choice counts as a branch, though it reads as a list.
    files: ["**/*.tsx"],
    rules: { complexity: ["error", 25] },
  },

  {
    files: tests,
    rules: {
      // Answers of an API are read as they come; a wrong guess about their shape fails the test, which is its purpose.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-misused-spread": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "max-lines": "off",
      "max-nested-callbacks": "off",
    },
  },
  {
    // Playwright's fixtures receive a function called `use`, which is no React hook.
    files: ["e2e/**"],
    rules: { "react-hooks/rules-of-hooks": "off", "no-empty-pattern": "off" },
  },
);
