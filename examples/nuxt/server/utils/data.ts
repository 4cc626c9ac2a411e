/** A file in the folder with the secrets and the notes, which examples/start.sh makes. */
export const inData = (name: string) => `${process.env.DATA ?? "../data"}/${name}`;
