import type { PaymentMethod } from '../payments/payment.ts';
import type { ChatId, ImageId, ModelId, PackageId, UserId } from '../shared/ids.ts';

export const languages = ['ru', 'en'] as const;

export type Language = (typeof languages)[number];

/** What plain text without a command asks for. */
export type ChatMode = 'text' | 'image';

/** A choice left undefined follows the default of the settings or the model. */
export interface Preferences {
  readonly language?: Language | undefined;
  readonly mode: ChatMode;
  readonly textModel?: ModelId | undefined;
  readonly imageModel?: ModelId | undefined;
  /** e.g. `16:9`. */
  readonly aspectRatio?: string | undefined;
  /** e.g. `2K`. */
  readonly imageSize?: string | undefined;
  /** Pictures also arrive as uncompressed files. */
  readonly sendAsFile: boolean;
}

/** A picture to edit: one the user uploaded, or one that this product made. */
export type ImageInput =
  | { readonly kind: 'upload'; readonly fileId: string }
  | { readonly kind: 'stored'; readonly imageId: ImageId };

/** Pictures that wait for the user to say what to change. */
export interface PendingEdit {
  readonly chatId: ChatId;
  readonly inputs: readonly ImageInput[];
}

/** A purchase that waits for the user's e-mail address. */
export interface PendingPurchase {
  readonly packageId: PackageId;
  readonly method: PaymentMethod;
}

export interface User {
  readonly id: UserId;
  readonly username?: string | undefined;
  readonly firstName: string;
  /** IETF tag as Telegram tells it, e.g. `ru` or `pt-br`. */
  readonly languageCode?: string | undefined;
  readonly preferences: Preferences;
  readonly pendingEdit?: PendingEdit | undefined;
  /** Where fiscal receipts go. */
  readonly receiptEmail?: string | undefined;
  readonly pendingPurchase?: PendingPurchase | undefined;
  /** Carried in the user's own invitation link. */
  readonly referralCode: string;
  readonly ban?: Ban | undefined;
  /** The user blocked the bot: nothing can be delivered until they return. */
  readonly unreachableSince?: Date | undefined;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

export interface Ban {
  readonly reason: string;
  readonly since: Date;
}

/** What a messenger tells of the person behind an update. */
export interface Profile {
  readonly id: UserId;
  readonly username?: string | undefined;
  readonly firstName: string;
  readonly languageCode?: string | undefined;
}

export const defaultPreferences: Preferences = { mode: 'text', sendAsFile: false };

const russianReaders = new Set(['ru', 'be', 'uk', 'kk']);

/** The user's own choice, else Russian for the languages whose speakers mostly read it, else English. */
export function languageOf(user: Pick<User, 'preferences' | 'languageCode'>): Language {
  return user.preferences.language ?? languageOfCode(user.languageCode);
}

export function languageOfCode(code: string | undefined): Language {
  const primary = code?.toLowerCase().split('-')[0];
  return primary !== undefined && russianReaders.has(primary) ? 'ru' : 'en';
}
