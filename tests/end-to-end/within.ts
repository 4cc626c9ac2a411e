// Waiting, but not forever.

/**
 * How long a test waits for what has to come, at most. It says nothing about how
 * quick anything is: it only ends a test that would wait forever, and a busy machine
 * must not reach it.
 */
export const PATIENCE_IN_MILLISECONDS = 120_000;

/**
 * The result of a promise, or an error that says what was waited for when it
 * takes too long.
 */
export async function within<T>(
  milliseconds: number,
  what: string,
  promise: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`waited ${milliseconds / 1000} s in vain for ${what}`));
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
