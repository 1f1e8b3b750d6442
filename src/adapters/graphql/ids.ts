import {
  type PublicIdType,
  publicIdPrefixes as prefixes,
  publicId,
} from '../../domain/shared/public-id.ts';
import { badInput } from './errors/request-errors.ts';

export type IdType = PublicIdType;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Telegram's ids have at most 52 significant bits. */
const integer = /^[1-9]\d{0,15}$/;
const name = /^[\w.:-]{1,100}$/;

const shapes: { readonly [type in IdType]: RegExp } = {
  User: integer,
  Generation: uuid,
  Image: uuid,
  Payment: uuid,
  Refund: uuid,
  CreditEntry: integer,
  Conversation: uuid,
  Package: name,
  Model: name,
  PromoCode: name,
  Admin: uuid,
  Session: uuid,
  Role: name,
  ApiKey: name,
  AuditRow: integer,
  WebhookEndpoint: uuid,
  WebhookDelivery: uuid,
  Upload: uuid,
  PaymentDifference: integer,
  /** The order that began it. */
  CreditSubscription: uuid,
  /** The invitee. */
  Referral: integer,
  PromoRedemption: uuid,
  /** The generation. */
  Exchange: uuid,
};

export const toId = publicId;

/**
 * @param field the argument's path, for the error
 * @throws GraphQLError BAD_USER_INPUT when it is no id of this type
 */
export function fromId(type: IdType, id: string, field = 'id'): string {
  const prefix = `${prefixes[type]}_`;
  const value = id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
  if (value === undefined || !shapes[type].test(value)) {
    throw badInput([{ field, rule: `must be an id of a ${type}, like ${prefix}...` }]);
  }
  return value;
}

/** Of a log's subject, whose type may be none of these: then the subject is named as it is. */
export function idOfSubject(type: string, value: string): string {
  const known = Object.hasOwn(prefixes, type) ? (type as IdType) : undefined;
  return known !== undefined && shapes[known].test(value) ? toId(known, value) : value;
}

/** The type that an id names. */
export function typeOfId(id: string): IdType | undefined {
  return (Object.keys(prefixes) as IdType[]).find((type) => id.startsWith(`${prefixes[type]}_`));
}
