import { Extensions } from 'type-graphql';

/**
 * A scalar that may be many kilobytes long. Others cost nothing; of these each counts like an object, so
 * that the same text under thirty names, for thousands of rows, is refused.
 */
export const longText = Extensions({ cost: 1 });
