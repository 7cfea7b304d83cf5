"""The table `contract_items`."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Ge, Le

from caucasus_data.declaration import Row, declare
from caucasus_data.types import Code, Column, ContractRef, Count, ShortText, Text, Year


class Category(Code):
    """What sort of thing is bought: SIPRI's categories, and ours for what SIPRI does not count."""

    AIRCRAFT = "aircraft", "Aeroplanes and helicopters.", "SIPRI Aircraft"
    AIR_DEFENCE = "air_defence", "Air-defence systems.", "SIPRI Air-defence systems"
    ARTILLERY = "artillery", "Guns, howitzers, mortars and rocket launchers.", "SIPRI Artillery"
    ARMOURED_VEHICLES = "armoured_vehicles", "Tanks, carriers and protected vehicles.", "SIPRI Armoured vehicles"
    ENGINES = "engines", "Engines.", "SIPRI Engines"
    MISSILES = "missiles", "Guided missiles, rockets and bombs.", "SIPRI Missiles"
    NAVAL_WEAPONS = "naval_weapons", "Naval weapons.", "SIPRI Naval weapons"
    SATELLITES = "satellites", "Satellites.", "SIPRI Satellites"
    SENSORS = "sensors", "Radars, sonars and electro-optical systems.", "SIPRI Sensors"
    SHIPS = "ships", "Ships and boats.", "SIPRI Ships"
    OTHER = "other", "What fits nowhere else.", "SIPRI Other"
    UAV = "uav", "Unmanned aircraft, loitering munitions included."
    MUNITIONS = "munitions", "Unguided shells, rockets, bombs and cartridges."
    SMALL_ARMS = "small_arms", "Rifles, machine guns, grenade launchers."
    OPTICS = "optics", "Sights, binoculars, night-vision devices."
    SERVICES = "services", "Training, repair, upgrade, advice."


class QuantityStatus(Code):
    """How exact a quantity is."""

    EXACT = "exact", "A source gives the number."
    APPROXIMATE = "approximate", "A source gives it as about."
    AT_LEAST = "at_least", "A lower bound; the upper end is empty."
    AT_MOST = "at_most", "An upper bound; the lower end is empty."
    UNKNOWN = "unknown", "No source gives one."


class ItemUnit(Code):
    """What is counted."""

    EACH = "each", "Single pieces."
    BATTERY = "battery", "Batteries."
    SET = "set", "Sets or systems of several pieces."
    ROUND = "round", "Rounds of ammunition."


class Condition(Code):
    """The state in which an item is delivered."""

    NEW = "new", "New."
    SECOND_HAND = "second_hand", "Used before."
    MODERNISED = "modernised", "Used before and rebuilt."


class ContractItem(Row):
    """What a contract brings: one system, vehicle, munition or service a row."""

    contract_id: ContractRef
    """The contract."""
    item: Annotated[int, Ge(1), Le(99)]
    """The number of the item within the contract, from 1."""
    designation: ShortText
    """The maker's or the usual name."""
    category: Category
    """What sort of thing it is."""
    quantity_low: Annotated[int, Ge(0), Le(1_000_000_000), Column(unit="the item's `unit`")] | None = None
    """The lowest of several supported quantities, or a stated lower bound."""
    quantity_best: Annotated[int, Ge(0), Le(1_000_000_000), Column(unit="the item's `unit`")] | None = None
    """The one supported quantity, or the adopted one of several."""
    quantity_high: Annotated[int, Ge(0), Le(1_000_000_000), Column(unit="the item's `unit`")] | None = None
    """The highest of several supported quantities, or a stated upper bound."""
    quantity_status: QuantityStatus
    """How exact the quantity is."""
    quantity_delivered: Count | None = None
    """How many had been delivered as of the contract's stage date."""
    unit: ItemUnit | None = None
    """What is counted."""
    delivered_from: Year | None = None
    """The year of the first delivery."""
    delivered_to: Year | None = None
    """The year of the last delivery so far."""
    condition: Condition | None = None
    """The state in which it is delivered."""
    description: Text | None = None
    """What the item is, in our own words."""


TABLE = declare(
    ContractItem,
    name="contract_items",
    title="Items of arms contracts",
    primary_key=("contract_id", "item"),
    examples=("2011-azerbaijan-russia-t-90s/1",),
)
