declare const brand: unique symbol;

/** A plain value that cannot be mixed up with another of the same shape. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A user's Telegram id (at most 52 significant bits): the product has no other identity. */
export type UserId = Brand<number, 'UserId'>;
/** A Telegram chat id; negative for groups. In a private chat it equals the user's id. */
export type ChatId = Brand<number, 'ChatId'>;
/** UUID. */
export type GenerationId = Brand<string, 'GenerationId'>;
/** UUID. */
export type ConversationId = Brand<string, 'ConversationId'>;
/** UUID. */
export type ImageId = Brand<string, 'ImageId'>;
/** UUID. A picture that an admin brought, e.g. to send it to a user. */
export type UploadId = Brand<string, 'UploadId'>;
/** UUID. One order: it is paid by one charge at most. */
export type PaymentId = Brand<string, 'PaymentId'>;
/** UUID. */
export type RefundId = Brand<string, 'RefundId'>;
/** A short name that an admin gives, e.g. `starter`. */
export type PackageId = Brand<string, 'PackageId'>;
/** A model's name at its provider, e.g. `gemini-3.8-flash`. */
export type ModelId = Brand<string, 'ModelId'>;

export const userId = (value: number): UserId => value as UserId;
export const chatId = (value: number): ChatId => value as ChatId;
export const generationId = (value: string): GenerationId => value as GenerationId;
export const conversationId = (value: string): ConversationId => value as ConversationId;
export const imageId = (value: string): ImageId => value as ImageId;
export const uploadId = (value: string): UploadId => value as UploadId;
export const paymentId = (value: string): PaymentId => value as PaymentId;
export const refundId = (value: string): RefundId => value as RefundId;
export const packageId = (value: string): PackageId => value as PackageId;
export const modelId = (value: string): ModelId => value as ModelId;
