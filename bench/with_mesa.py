"""The model of individuals as one would write it for Mesa: an agent for each person, each body, each step.

Its own generator of chance; so it is the same model, and not the same numbers.
"""

from __future__ import annotations

from typing import Any

import mesa

from councils.lab.simulation.model import Model

FAR = 0.25


class Person(mesa.Agent):  # type: ignore[misc]
    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.x = self.next = model.random.random()

    def meet(self) -> None:
        other = self.model.random.choice(self.members)
        apart = other.x - self.x
        self.next = self.x + (0.3 * apart if abs(apart) < FAR else 0.0)

    def take(self) -> None:
        self.x = self.next


class Body(mesa.Agent):  # type: ignore[misc]
    """An assembly or a council; its delegate's position is ``x``, so that councils have bodies for members."""

    def __init__(self, model: Any, members: list[Any]) -> None:
        super().__init__(model)
        self.members, self.council = members, self
        self.elect()

    def mean(self) -> float:
        return sum(member.x for member in self.members) / len(self.members)

    def elect(self) -> None:
        mean = self.mean()
        self.x = self.next = min(self.members, key=lambda member: abs(member.x - mean)).x

    def drift(self) -> None:
        y = self.x + self.model.random.gauss(0, 0.02) + 0.05 * (self.council.mean() - self.x)
        self.next = min(max(y, 0.0), 1.0)

    def take(self) -> None:
        self.x = self.next

    def recall(self) -> None:
        if 2 * sum(abs(member.x - self.x) > FAR for member in self.members) > len(self.members):
            self.model.recalls += 1
            self.elect()


class Federation(mesa.Model):  # type: ignore[misc]
    def __init__(self, shape: Model, seed: int) -> None:
        super().__init__(seed=seed)
        self.recalls = 0
        self.people = [Person(self) for _ in range(shape.people)]
        self.levels: list[list[Body]] = []
        below: list[Any] = self.people
        for number, size in zip(shape.bodies()[:-1], [shape.assembly] + [shape.council] * 99, strict=False):
            bodies = [Body(self, below[n * size : (n + 1) * size]) for n in range(number)]
            for body in bodies:
                for member in body.members:
                    member.council = body
                    if isinstance(member, Person):
                        member.members = body.members
            self.levels.append(bodies)
            below = bodies

    def step(self) -> None:
        for act in ("meet", "take"):
            for person in self.people:
                getattr(person, act)()
        for act in ("drift", "take"):
            for bodies in self.levels:
                for body in bodies:
                    getattr(body, act)()
        for bodies in self.levels:
            for body in bodies:
                body.recall()
