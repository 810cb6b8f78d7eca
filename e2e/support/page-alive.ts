import type { Page } from "@playwright/test";

/**
 * Lets `goto` and `reload` of a page last until what can be clicked answers. A page is readable as soon as its HTML has
 * come, but menus open only when React has taken it over: on a busy machine a program clicks sooner than any person.
 */
export function waitUntilAlive(page: Page): void {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...options) => {
    const response = await goto(...options);
    await page.waitForFunction(isAlive);
    return response;
  };
  page.reload = async (...options) => {
    const response = await reload(...options);
    await page.waitForFunction(isAlive);
    return response;
  };
}

/** Runs in the browser. React writes properties of its own on the elements that it has taken over. */
function isAlive(): boolean {
  const isTakenOver = (element: Element) => Object.keys(element).some((key) => key.startsWith("__reactProps"));
  return [...document.querySelectorAll("button")].every(isTakenOver);
}
