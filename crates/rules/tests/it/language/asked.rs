//! What a type asks of whoever reads it: the names of its variants, or of its keys, as the parser has them.

use std::fmt;

use serde::{
    Deserialize,
    de::{
        self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer as _, VariantAccess,
        Visitor,
    },
    forward_to_deserialize_any,
};

type Names = &'static [&'static str];

/// What was asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// One of these variants of the enum of this name.
    Variants(&'static str, Names),
    /// These keys of the struct of this name; a variant with keys of its own has no name.
    Keys(&'static str, Names),
    /// Anything else.
    Other,
}

impl Asked {
    /// What reading a value of the type asks for.
    pub(super) fn by<'de, T: Deserialize<'de>>() -> Self {
        T::deserialize(Whole).err().map_or(Self::Other, |stop| stop.0)
    }

    /// What reading the content of a variant asks for.
    pub(super) fn by_variant<'de, T: Deserialize<'de>>(variant: &'static str) -> Self {
        T::deserialize(Inside(variant)).err().map_or(Self::Other, |stop| stop.0)
    }

    /// The names that it lists.
    pub(super) fn names(self) -> Names {
        match self {
            Self::Variants(_, names) | Self::Keys(_, names) => names,
            Self::Other => &[],
        }
    }

    /// The type that lists them.
    pub(super) fn of(self) -> &'static str {
        match self {
            Self::Variants(of, _) | Self::Keys(of, _) => of,
            Self::Other => "",
        }
    }
}

/// Reading stops with what was asked.
#[derive(Debug)]
struct Stop(Asked);

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self(Asked::Other)
    }
}

/// Stops at whatever is asked first.
struct Whole;

impl<'de> Deserializer<'de> for Whole {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Stop> {
        Err(Stop(Asked::Other))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: Names,
        _visitor: V,
    ) -> Result<V::Value, Stop> {
        Err(Stop(Asked::Variants(name, variants)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: Names,
        _visitor: V,
    ) -> Result<V::Value, Stop> {
        Err(Stop(Asked::Keys(name, fields)))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// Goes into one variant and stops there.
struct Inside(&'static str);

impl<'de> Deserializer<'de> for Inside {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de> EnumAccess<'de> for Inside {
    type Error = Stop;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content), Stop> {
        Ok((seed.deserialize(self.0.into_deserializer())?, Content))
    }
}

/// The content of a variant.
struct Content;

impl<'de> VariantAccess<'de> for Content {
    type Error = Stop;

    fn unit_variant(self) -> Result<(), Stop> {
        Err(Stop(Asked::Other))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Stop> {
        seed.deserialize(Whole)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, _visitor: V) -> Result<V::Value, Stop> {
        Err(Stop(Asked::Other))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: Names, _visitor: V) -> Result<V::Value, Stop> {
        Err(Stop(Asked::Keys("", fields)))
    }
}
