import { CUSTOMERS, contactOfShopper } from "../session";
import { cardsOfShopper } from "./cards";
import { StampCards } from "./stamp-cards";

export default async function Page() {
  if (!(await contactOfShopper())) {
    return (
      <form method="post" action="/login">
        <title>Log in</title>
        <h1>Log in</h1>
        {[...CUSTOMERS.keys()].map((name) => (
          <button key={name} name="customer" value={name}>{`I am ${name}`}</button>
        ))}
      </form>
    );
  }
  return (
    <>
      <title>My pages</title>
      <h1>My pages</h1>
      <form method="post" action="/order">
        <button>Buy a bag of dog food</button>
      </form>
      <form method="post" action="/logout">
        <button>Log out</button>
      </form>
      <StampCards fragment={await cardsOfShopper()} />
    </>
  );
}
