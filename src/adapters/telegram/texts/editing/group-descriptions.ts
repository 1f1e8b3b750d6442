import type { MessageKey } from '../messages.ts';

/** Where users meet the texts of a group, in the order in which they do. */
export type GroupDescriptions = { readonly [key in MessageKey]?: string };
