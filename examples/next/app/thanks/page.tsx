import Link from "next/link";

export default function Thanks() {
  return (
    <>
      <title>Thank you</title>
      <h1>Thank you</h1>
      <p>
        Your stamp is on its way. <Link href="/">My pages</Link>
      </p>
    </>
  );
}
