import * as z from 'zod';
import { ATTRIBUTE_NAME, ENDPOINT, RESOURCE_TYPE_NAME, URN } from './fields.ts';

/** The characteristics of RFC 7643 §2.2 that attributes and sub-attributes share, with its defaults. */
const CHARACTERISTICS = {
  name: ATTRIBUTE_NAME.describe('The name in JSON.'),
  description: z.string().default('').describe('A sentence for administrators.'),
  multiValued: z.boolean().default(false).describe('Whether the value is a list.'),
  required: z.boolean().default(false).describe('Whether it must have a value.'),
  caseExact: z
    .boolean()
    .exactOptional()
    .describe('Whether letter case counts in comparisons; left out, only for reference and binary.'),
  mutability: z
    .enum(['readOnly', 'readWrite', 'immutable', 'writeOnly'])
    .default('readWrite')
    .describe('Whether clients may set and change it.'),
  returned: z
    .enum(['always', 'never', 'default', 'request'])
    .default('default')
    .describe('Whether responses carry it.'),
  uniqueness: z
    .enum(['none', 'server', 'global'])
    .default('none')
    .describe('Whether two resources of a tenant may share a value.'),
  canonicalValues: z.array(z.string()).exactOptional().describe('Suggested values; others are taken too.'),
  referenceTypes: z
    .array(z.string())
    .exactOptional()
    .describe('What a reference points to: resource types, "external" or "uri".'),
};

const SIMPLE_TYPES = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'] as const;

const SUB_ATTRIBUTE = z.strictObject({
  ...CHARACTERISTICS,
  type: z.enum(SIMPLE_TYPES).default('string').describe('The type of the value.'),
});

const ATTRIBUTE = z.strictObject({
  ...CHARACTERISTICS,
  type: z
    .enum([...SIMPLE_TYPES, 'complex'])
    .default('string')
    .describe('The type of the value.'),
  subAttributes: z.array(SUB_ATTRIBUTE).exactOptional().describe('The parts of a complex value.'),
});

/** An attribute, or a sub-attribute, which is the same without parts. */
export type AttributeConfig = z.output<typeof ATTRIBUTE>;

export const SCHEMA = z.strictObject({
  id: URN.describe('The URN of the schema.'),
  name: z.string().min(1).describe('The name for people.'),
  description: z.string().default('').describe('A sentence for administrators.'),
  attributes: z.array(ATTRIBUTE).min(1).describe('The attributes.'),
});

export const RESOURCE_TYPE = z.strictObject({
  name: RESOURCE_TYPE_NAME.describe('User or Group to add to them, or the name of a further type.'),
  endpoint: ENDPOINT.optional().describe('The path below the base URL; not for User and Group.'),
  description: z.string().optional().describe('A sentence for administrators; not for User and Group.'),
  schema: URN.optional().describe('The URN of its own schema; not for User and Group.'),
  extensions: z
    .array(
      z.strictObject({
        schema: URN.describe('The URN of the extending schema.'),
        required: z.boolean().default(false).describe('Whether every resource must use it.'),
      }),
    )
    .prefault([])
    .describe('The schemas that extend it.'),
  indexed: z
    .array(z.string())
    .prefault([])
    .describe('Attributes that filters find without reading everything.'),
  resources: z
    .array(z.record(z.string(), z.json()))
    .max(1000)
    .exactOptional()
    .describe('All resources, to be read and not written, each with its id; not for User and Group.'),
});
