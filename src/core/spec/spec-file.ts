/** The name of the spec, for those who only ask whether there is one: checking it takes a library that starts slowly. */
export const specFile = 'sightline.yaml';
