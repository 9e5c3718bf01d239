/** The code that work fails with: `none` where it does not fail, the class's name where it has no code. */
export function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return codeOfError(error);
  }
  return 'none';
}

export async function codeOfRejected(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return codeOfError(error);
  }
  return 'none';
}

function codeOfError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
