import type { Language } from '../users/user.ts';

/** What the texts of the bot are about, in the order in which an admin reads them. */
export const contentGroups = [
  'welcome',
  'commands',
  'conversation',
  'pictures',
  'progress',
  'balance',
  'invitations',
  'settings',
  'shop',
  'payment',
  'receipts',
  'promo',
  'support',
  'refusals',
  'failures',
  'notices',
] as const;

export type ContentGroup = (typeof contentGroups)[number];

/** A text of the bot as an admin wants it, in place of the one that the product came with. */
export interface ContentOverride {
  /** e.g. `start-new`. */
  readonly key: string;
  readonly language: Language;
  /** As written: values stand as `{ $credits }`, numbers may choose their wording (Fluent syntax). */
  readonly text: string;
  readonly updatedAt: Date;
}

/** UTF-16 code units of a text as it is written, with all its wordings for different numbers. */
export const contentMaxLength = 4096;

/** Which rule a text breaks. */
export type ContentProblem =
  | { readonly rule: 'empty' }
  | { readonly rule: 'too_long'; readonly length: number; readonly limit: number }
  /** As users would see it, with values put in: its place in Telegram takes less. */
  | { readonly rule: 'too_long_when_shown'; readonly length: number; readonly limit: number }
  /** Braces that do not match, or a choice by number without a default. */
  | { readonly rule: 'syntax' }
  | {
      readonly rule: 'unknown_variable';
      readonly name: string;
      readonly allowed: readonly string[];
    }
  /** Only messages that the default refers to may be put in. */
  | {
      readonly rule: 'unknown_reference';
      readonly name: string;
      readonly allowed: readonly string[];
    }
  | { readonly rule: 'unknown_function'; readonly name: string }
  /** It reads well and yet cannot be written, e.g. a number is made of a word. */
  | { readonly rule: 'unwritable' };
