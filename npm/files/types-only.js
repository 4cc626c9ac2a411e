// The types of a framework are in the .d.ts file. There is nothing to run.
export {};
