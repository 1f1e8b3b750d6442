/** The whole book is read, however long it takes. */
export const limitMs = 60 * 60 * 1_000;

export const mostFindings = 1_000;
