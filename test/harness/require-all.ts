/** In CI nothing may be skipped: what is missing there is a failure. */
function isEverythingRequired(): boolean {
  return process.env.CI === 'true' || process.env.NB_REQUIRE_ALL === '1';
}

/** Says in one line which tests are skipped and how to run them; throws where none may be. */
export function skipVisibly(what: string, remedy: string): void {
  if (isEverythingRequired()) {
    throw new Error(`${what} are required when CI=true or NB_REQUIRE_ALL=1: ${remedy}`);
  }
  process.stdout.write(`${what} skipped: ${remedy}\n`);
}
