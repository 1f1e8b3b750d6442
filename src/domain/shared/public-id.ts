/**
 * Ids that leave the product name their type, so that a wrong one is seen at once: `usr_42`,
 * `gen_<uuid>`. To those who get them they are opaque.
 */
export const publicIdPrefixes = {
  User: 'usr',
  Generation: 'gen',
  Image: 'img',
  Payment: 'pay',
  Refund: 'ref',
  CreditEntry: 'ent',
  Conversation: 'con',
  Package: 'pkg',
  Model: 'mod',
  PromoCode: 'pro',
  Admin: 'adm',
  Session: 'ses',
  Role: 'rol',
  ApiKey: 'key',
  AuditRow: 'aud',
  WebhookEndpoint: 'whe',
  WebhookDelivery: 'whd',
  Upload: 'upl',
  PaymentDifference: 'dif',
  CreditSubscription: 'sub',
  Referral: 'rfl',
  PromoRedemption: 'red',
  Exchange: 'exc',
} as const;

export type PublicIdType = keyof typeof publicIdPrefixes;

export const publicId = (type: PublicIdType, value: string | number): string =>
  `${publicIdPrefixes[type]}_${value}`;
