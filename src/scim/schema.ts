import { rememberOf } from './remember.ts';

/** The attribute characteristics of RFC 7643 §2.2 and §7, as the one definition that validation, filters and discovery use. */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly canonicalValues?: readonly string[];
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'binary'
  | 'reference'
  | 'complex';

export interface Schema {
  /** The schema's URN. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

type Characteristics = Partial<Omit<Attribute, 'name' | 'type' | 'description'>>;

/** An attribute with RFC 7643 §2.2's defaults for all that `characteristics` leaves open. */
export function attribute(
  name: string,
  type: AttributeType,
  description: string,
  characteristics: Characteristics = {},
): Attribute {
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: type === 'reference' || type === 'binary',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...characteristics,
  };
}

/** The `value`, `display`, `type`, `primary` sub-attributes of RFC 7643 §2.4, for a multi-valued complex attribute. */
export function pluralAttribute(
  name: string,
  description: string,
  options: { types?: readonly string[]; value?: Attribute } = {},
): Attribute {
  return attribute(name, 'complex', description, {
    multiValued: true,
    subAttributes: [
      options.value ?? attribute('value', 'string', 'The significant value.'),
      attribute('display', 'string', 'A name for display.'),
      attribute('type', 'string', 'What the value is used for.', {
        ...(options.types === undefined ? {} : { canonicalValues: options.types }),
      }),
      attribute('primary', 'boolean', 'Whether this is the preferred value; true at most once.'),
    ],
  });
}

/**
 * What can be named of an attribute: its sub-attributes, or the `value` that each of several simple values is by itself
 * (RFC 7643 §2.4).
 */
export const subAttributesOf = rememberOf((attribute: Attribute): readonly Attribute[] => {
  if (attribute.subAttributes !== undefined) return attribute.subAttributes;
  return attribute.multiValued ? [{ ...attribute, name: 'value', multiValued: false }] : [];
});

const byName = rememberOf(
  (attributes: readonly Attribute[]) => new Map(attributes.map((each) => [each.name.toLowerCase(), each])),
);

/** The attribute of that name in any letter case (RFC 7643 §2.1), or undefined. */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  return byName(attributes).get(name.toLowerCase());
}
